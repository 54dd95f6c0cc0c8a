/* What PHP must hold to deserve a tree. A pattern that is met here accuses nobody. */

rule request {
  strings:
    $variables = /_(GET|POST|REQUEST|COOKIE|FILES)\b/
    $old = /HTTP_(RAW|GET|POST|COOKIE)_/
    $input = "php://input" nocase
    $functions = /\b(getallheaders|apache_request_headers|filter_input|import_request_variables)\b/ nocase
    $server = /_SERVER\s{0,9}\[\s{0,9}['"](HTTP_|QUERY_|REQUEST_URI|PATH_INFO|PHP_AUTH)/
    $getenv = /getenv\s{0,9}\(\s{0,9}['"](HTTP_|QUERY_)/ nocase
  condition: any of them
}

rule hidden {
  strings:
    $decoders = /\b(base64_decode|str_rot13|gzinflate|gzuncompress|gzdecode|hex2bin|convert_uudecode|strrev|exif_read_data|curl_exec|fsockopen)\b/ nocase
    $escapes = /(\\x[0-9a-f]{2}|\\[0-7]{2,3}){4}/ nocase
    $letters = /(chr\s{0,3}\([^)]{1,20}\)\s{0,3}\.?\s{0,3}){3}/ nocase
    $fetched = /(file_get_contents|fopen)\s{0,9}\(\s{0,9}['"](https?|ftp|data):/ nocase
    $xor = /['"]\s{0,9}\^\s{0,9}['"$(]|\^\s{0,9}\$\w{1,40}\[|~\s{0,9}['"(]/
    $braces = /\$\{\s{0,9}['"$]/
    $globals = /\$GLOBALS\s{0,9}\[\s{0,9}['"](\\|_|[^a-z])/
    $self = /__FILE__\s{0,9}\)[^;]{0,80}(substr|strpos)|__COMPILER_HALT_OFFSET__/ nocase
    $alphabet = /range\s{0,9}\(\s{0,9}['"]/ nocase
    $bare = /\$_\s{0,9}(=|\+\+)/
    $removed = /str_replace\s{0,9}\(\s{0,9}['"][^'"]{1,9}['"]\s{0,9},\s{0,9}['"]{2}/ nocase
  condition: any of them
}

rule code {
  strings:
    $functions = /[^>:\w$'"\\](eval|create_function)\s{0,9}\(/ nocase
  condition: $functions
}

rule runs {
  strings:
    $code = /[^>:\w$'"\\](eval|assert|system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec|create_function|expect_popen|ssh2_exec|mb_ereg_replace)\s{0,9}\(/ nocase
    $pattern = /preg_(replace|filter)\s{0,9}\(\s{0,9}['"]([^'"\n]{0,200}[^\w'"\n][imsxuADSUXJ]{0,6}e[imsxuADSUXJ]{0,6}['"]|\s{0,9}\.|['"])/
    $asked = /preg_(replace|filter)\s{0,9}\(\s{0,9}\$_/ nocase
    $backticks = /(=|echo|print|[;{(])\s{0,9}[@(]{0,2}`\s{0,9}[\w$.\/{]/
    $object = /new\s{1,9}(COM|FFI)\b/ nocase
  condition: any of them
}

rule dynamic {
  strings:
    $variable = /[^>:\w$]\$\{?\$?\w{1,60}\}?(\s{0,3}[\[{][^\]}\n]{0,80}[\]}]){0,4}\s{0,3}\(/
    $text = /["']\s{0,3}\)\s{0,3}\(/
    $made = /[\])]\s{0,3}\(\s{0,3}@?\$_/
  condition: any of them
}

rule calls {
  strings:
    $callbacks = /[^>:\w$](call_user_func\w{0,9}|forward_static_call\w{0,9}|array_map|array_filter|array_walk\w{0,12}|array_reduce|array_\w{0,9}u(diff|intersect)\w{0,12}|u[ak]?sort|register_\w{1,12}_function|iterator_apply|preg_replace_callback|set_error_handler|ob_start)\s{0,9}\(\s{0,9}[^;]{0,160}(\$_(GET|POST|REQUEST|COOKIE|SERVER)|['"](assert|system|exec|passthru|shell_exec|eval|popen)|base64_decode|str_rot13|strrev|\.)/ nocase
    $reflection = /Reflection(Function|Method)\s{0,9}\(/ nocase
  condition: any of them
}

rule writes {
  strings:
    $functions = /[^>:\w$](file_put_contents|fwrite|fputs|move_uploaded_file|copy)\s{0,9}\(/ nocase
  condition: $functions
}

rule includes {
  strings:
    $odd = /\b(include|require)(_once)?\b[^;]{0,200}(\$_(GET|POST|REQUEST|COOKIE)|php:\/\/|data:|https?:|\.(jpe?g|png|gif|ico|txt|log|css|bmp)['"]|\\x[0-9a-f]{2}|\\[0-7]{3}|\/tmp\/|base64_decode)/ nocase
    $goto = /\bgoto\s{1,3}\w{1,40};[^`]{0,400}\bgoto\s{1,3}\w{1,40};/ nocase
  condition: any of them
}

rule spreads {
  strings:
    $all = /[^>:\w$](extract|parse_str)\s{0,9}\(\s{0,9}[^)]{0,40}\$_/ nocase
    $named = /\$\$\w{1,40}\s{0,9}=/
  condition: any of them
}

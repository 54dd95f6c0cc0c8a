"""Apache's configuration, as Apache reads it."""

from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.web.apache import sites
from rootout.collect.web.site import Log
from rootout.host.folder import FolderHost


def read(root, text, main="etc/apache2/apache2.conf", **others):
    for path, content in {main: text, **others}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    return list(sites(FolderHost(str(root))))


def test_main_server_and_virtual_hosts_are_told(tmp_path):
    main, host = read(
        tmp_path,
        "DocumentRoot /srv/main\n<VirtualHost *:80>\nServerName a\nServerAlias b c\n"
        "DocumentRoot '/srv/a b'\nAlias /m /srv/m\n<Directory /x>\nRequire all\n</Directory>\n"
        "CustomLog /l/a combined\nTransferLog /l/t\nCustomLog '|/bin/p' x\n</VirtualHost>\n",
    )
    assert main.roots == ("/srv/main",)
    assert host.names == ("a", "b", "c")
    assert host.roots == ("/srv/a b", "/srv/m")
    assert host.logs == (Log(path="/l/a"), Log(path="/l/t"))
    assert (host.server, host.line) == ("apache", 2)


def test_formats_and_variables_are_put_in(tmp_path):
    (one,) = read(
        tmp_path,
        'LogFormat "%h %>s" odd\nDefine PLACE /srv/p\nDocumentRoot ${PLACE}/w\n'
        'CustomLog ${APACHE_LOG_DIR}/a odd\nCustomLog ${UNKNOWN}/b "%h"\nServerRoot /opt/x\n'
        "CustomLog rel odd\n",
        **{"etc/apache2/envvars": "export APACHE_LOG_DIR=/l$SUFFIX\n"},
    )
    assert one.roots == ("/srv/p/w",)
    assert one.logs == (
        Log(path="/l/a", layout="%h %>s"),
        Log(path="/opt/x/${UNKNOWN}/b", layout="%h"),
        Log(path="/opt/x/rel", layout="%h %>s"),
    )


def test_includes_are_followed_and_loops_end(tmp_path):
    text = "IncludeOptional conf.d/*.conf\nInclude conf/httpd.conf\nServerName x\n"
    found = read(
        tmp_path,
        text,
        "etc/httpd/conf/httpd.conf",
        **{"etc/httpd/conf.d/a.conf": "# c\nDocument\\\nRoot /a\nOdd 'quote\n"},
    )
    assert {one.roots for one in found} == {("/a",)}


def test_host_without_apache_has_none(tmp_path):
    assert list(sites(FolderHost(str(tmp_path)))) == []


@given(st.text(alphabet="<VirtualHost>/\n\\\"'DocumentRoot ${A}%"))
def test_any_text_is_survived(tmp_path_factory, text):
    read(tmp_path_factory.mktemp("x"), text)

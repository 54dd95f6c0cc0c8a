/* Marks that web shells known by name carry: their titles, parameters and protocols. */

rule known_shell {
  strings:
    $a1 = "FilesMan" fullword
    $a2 = "b374k" nocase
    $a3 = "c99shell" nocase
    $a4 = "r57shell" nocase
    $a5 = "c99sh_" nocase
    $a6 = "WSO_VERSION"
    $a7 = "p0wny@shell"
    $a8 = "weevely" nocase
    $a9 = "PHPSPY" nocase fullword
    $b1 = "IndoXploit" nocase
    $b2 = "Mini Shell" nocase fullword
    $b3 = "angel_shell" nocase
    $b4 = "alfa-shell" nocase
    $b5 = "Ani-Shell" nocase
    $b6 = "Safe0ver" nocase
    $b7 = "DxShell" nocase
    $b8 = "Locus7Shell" nocase
    $b9 = "SimAttacker" nocase
    $c1 = "NetworkFileManagerPHP"
    $c2 = "JspSpy" nocase
    $c3 = "ASPXSpy" nocase
    $c4 = "China Chopper" nocase
    $c5 = "AntSword" nocase
    $c6 = "e45e329feb5d925b"
    $c7 = "3c6e0b8a9c15224a"
    $c8 = "reGeorg" nocase
    $c9 = "Neo-reGeorg" nocase
    $d1 = "webadmin.php" nocase fullword
    $d2 = "KAdot Universal Shell" nocase
    $d3 = "Antichat Shell" nocase
    $d4 = "Web Shell by" nocase
    $d5 = "Leaf PHPMailer" nocase
    $d6 = "Gecko Shell" nocase
    $opening = /<\?(php|=)|<%|<jsp:|^#!/ nocase
  condition: $opening and any of ($a*, $b*, $c*, $d*)
}

rule toolbox {
  /* Many things at once that only somebody who broke in wants from one page. */
  strings:
    $code = /<\?(php|=)|<%/ nocase
    $asked = /_(GET|POST|REQUEST|COOKIE)\b|request\.(getParameter|form|item|querystring)|\bRequest\s{0,3}[\[(]/
    $t1 = /\bdisable_functions\b/
    $t2 = /\bsafe_mode\b/
    $t3 = /\bposix_getpwuid\b/
    $t4 = /\buname\b/
    $t5 = "/etc/passwd"
    $t6 = /\bopen_basedir\b/
    $t7 = /back\s?connect|bind\s?shell|reverse\s?shell|port\s?bind/ nocase
    $t8 = /\bmass\s?defac|defac(e|er|ement)\b/ nocase
    $t9 = /\bcmd\.exe\b|\bcmd\s{0,3}\/c\b/ nocase
    $u1 = /\b(shell_exec|passthru|proc_open|popen|pcntl_exec|system)\s{0,3}\(/
    $u2 = /\bchmod\s{0,3}\(/
    $u3 = /\bfileperms\s{0,3}\(/
    $u4 = /\bphp_uname\s{0,3}\(/
    $u5 = /\bget_current_user\s{0,3}\(|\bgetmyuid\s{0,3}\(|\bposix_getegid\s{0,3}\(/
    $u6 = /\bmove_uploaded_file\s{0,3}\(/
    $u7 = /hacked\s{1,3}by|h4ck|0wn3d|greetz/ nocase
    $u8 = /\bsymlink\s{0,3}\(/
  condition: $code and $asked and 6 of ($t*, $u*)
}

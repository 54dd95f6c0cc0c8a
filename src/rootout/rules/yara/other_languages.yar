/* Web shells that are not PHP: what a request says is handed to what runs it. */

rule jsp_1 {
  meta:
    language = "jsp"
    severity = "critical"
    why = "runs a command that the request holds"
  strings: $found = /getRuntime\s{0,20}\(\s{0,20}\)\s{0,20}\.\s{0,20}exec\s{0,20}\(\s{0,20}[^;]{0,200}request\s{0,20}\.\s{0,20}getParameter/is
  condition: $found
}

rule jsp_2 {
  meta:
    language = "jsp"
    severity = "critical"
    why = "runs a command that the request holds"
  strings: $found = /request\s{0,20}\.\s{0,20}get(Parameter|Header|InputStream|Reader|Cookies)\b.{0,600}(getRuntime\s{0,20}\(\s{0,20}\)|ProcessBuilder|ProcessImpl|UNIXProcess).{0,600}(exec|start)\s{0,20}\(/is
  condition: $found
}

rule jsp_3 {
  meta:
    language = "jsp"
    severity = "critical"
    why = "runs a command that the request holds"
  strings: $found = /(ProcessBuilder|getRuntime\s{0,20}\(\s{0,20}\)).{0,600}request\s{0,20}\.\s{0,20}get(Parameter|Header)\b/is
  condition: $found
}

rule jsp_4 {
  meta:
    language = "jsp"
    severity = "critical"
    why = "loads a class that the request holds"
  strings: $found = /(defineClass|ClassLoader).{0,600}(request\s{0,20}\.\s{0,20}get|getReader|decodeBuffer|BASE64Decoder|Base64)/is
  condition: $found
}

rule jsp_5 {
  meta:
    language = "jsp"
    severity = "critical"
    why = "loads a class that the request holds"
  strings: $found = /(request\s{0,20}\.\s{0,20}get|BASE64Decoder|Base64).{0,600}(defineClass|newInstance\s{0,20}\(\s{0,20}\)\s{0,20}\.\s{0,20}equals)/is
  condition: $found
}

rule jsp_6 {
  meta:
    language = "jsp"
    severity = "critical"
    why = "evaluates what the request holds"
  strings: $found = /(ScriptEngine\w*|ELProcessor|SpelExpressionParser|OgnlContext).{0,600}(eval|getValue|parseExpression)\s{0,20}\([^;]{0,200}(request|getParameter|param)/is
  condition: $found
}

rule jsp_7 {
  meta:
    language = "jsp"
    severity = "high"
    why = "writes what the request holds to a file that it names"
  strings: $found = /FileOutputStream\s{0,20}\([^;]{0,200}request\s{0,20}\.\s{0,20}getParameter|getParameter[^;]{0,200};.{0,400}FileOutputStream/is
  condition: $found
}

rule jsp_8 {
  meta:
    language = "jsp"
    severity = "high"
    why = "calls a method whose name is hidden"
  strings: $found = /Class\s{0,20}\.\s{0,20}forName\s{0,20}\([^;]{0,200}(new\s{1,20}String\s{0,20}\(|decode|getParameter).{0,600}invoke\s{0,20}\(/is
  condition: $found
}

rule asp_1 {
  meta:
    language = "asp"
    severity = "critical"
    why = "runs what the request holds"
  strings: $found = /\b(eval|execute|executeglobal)\s{0,20}\(?\s{0,20}\(?\s{0,20}[^\r\n]{0,80}\brequest\b/is
  condition: $found
}

rule asp_2 {
  meta:
    language = "asp"
    severity = "critical"
    why = "runs a command that the request holds"
  strings: $found = /(wscript\.shell|shell\.application|System\.Diagnostics\.Process|ProcessStartInfo).{0,600}\brequest\b/is
  condition: $found
}

rule asp_3 {
  meta:
    language = "asp"
    severity = "critical"
    why = "runs a command that the request holds"
  strings: $found = /\brequest\b.{0,600}(wscript\.shell|shell\.application|Process\.Start|ProcessStartInfo|\.Exec\s{0,20}\()/is
  condition: $found
}

rule asp_4 {
  meta:
    language = "asp"
    severity = "critical"
    why = "loads a program that the request holds"
  strings: $found = /(Assembly\.Load|CompileAssemblyFromSource|Activator\.CreateInstance).{0,600}\brequest\b|\brequest\b.{0,600}(Assembly\.Load|CompileAssemblyFromSource)/is
  condition: $found
}

rule asp_5 {
  meta:
    language = "asp"
    severity = "high"
    why = "runs a command that the request holds"
  strings: $found = /(cmd\.exe|powershell)[^\r\n]{0,200}\brequest\b/is
  condition: $found
}

rule asp_6 {
  meta:
    language = "asp"
    severity = "high"
    why = "writes what the request holds"
  strings: $found = /(adodb\.stream|scripting\.filesystemobject|File\.WriteAll\w+|StreamWriter).{0,600}\brequest\b/is
  condition: $found
}

rule asp_7 {
  meta:
    language = "asp"
    severity = "high"
    why = "runs text that is put together first"
  strings: $found = /\b(execute|executeglobal|eval)\s{0,20}\(?\s{0,20}(chr\s{0,20}\(|unescape|strreverse|replace\s{0,20}\()/is
  condition: $found
}

rule perl_1 {
  meta:
    language = "perl"
    severity = "critical"
    why = "runs a command that the request holds"
  strings: $found = /(param\s{0,20}\(|\$ENV\s{0,20}\{\s{0,20}['"]?(QUERY_STRING|HTTP_)|read\s{0,20}\(\s{0,20}STDIN).{0,600}(\bsystem\s{0,20}\(?|\bexec\s{0,20}\(?|`[^`\n]*\$|\bqx\b|open\s{0,20}\([^)\n]{0,120}\|)/is
  condition: $found
}

rule perl_2 {
  meta:
    language = "perl"
    severity = "critical"
    why = "runs what the request holds"
  strings: $found = /(system|exec|eval)\s{0,20}\(?\s{0,20}(param\s{0,20}\(|\$(q|cgi|query)\s{0,20}->\s{0,20}param)/is
  condition: $found
}

rule python_1 {
  meta:
    language = "python"
    severity = "critical"
    why = "runs what the request holds"
  strings: $found = /(FieldStorage|QUERY_STRING|request\.(args|form|values|headers|data|GET|POST)|environ\[['"](HTTP_|QUERY)).{0,600}(os\.(popen|system)|subprocess\.\w+|commands\.getoutput|\beval|\bexec)\s{0,20}\(/is
  condition: $found
}

rule python_2 {
  meta:
    language = "python"
    severity = "critical"
    why = "runs what the request holds"
  strings: $found = /(os\.(popen|system)|subprocess\.\w+|\beval|\bexec)\s{0,20}\([^\n]{0,160}(request\.(args|form|values|headers|data|GET|POST)|getvalue)/is
  condition: $found
}

rule shell_1 {
  meta:
    language = "shell"
    severity = "critical"
    why = "runs a command that the request holds"
  strings: $found = /(eval|sh\s{1,20}-c|bash\s{1,20}-c|\$\(|`)[^\n]{0,160}\$\{?(QUERY_STRING|HTTP_[A-Z_]+|REQUEST_URI|PATH_INFO)/is
  condition: $found
}

rule shell_2 {
  meta:
    language = "shell"
    severity = "critical"
    why = "runs a command that the request holds"
  strings: $found = /\$\{?(QUERY_STRING|HTTP_[A-Z_]+).{0,600}(\beval\b|\bsh\s{1,20}-c|\|\s{0,20}(ba)?sh\b)/is
  condition: $found
}

rule htaccess_1 {
  meta:
    language = "htaccess"
    severity = "high"
    why = "lets pictures or texts run as PHP"
  strings: $found = /(^|\n)\s{0,20}(AddType|AddHandler)\s{1,20}[^\n#]*php[^\n]*\.?(jpe?g|png|gif|ico|txt|css|svg|webp|bmp|html?)\b|(^|\n)\s{0,20}(AddType|AddHandler)\s{1,20}[^\n#]*php[^\n]*\.(jpe?g|png|gif|ico|txt|css|svg|webp|bmp)\b/is
  condition: $found
}

rule htaccess_2 {
  meta:
    language = "htaccess"
    severity = "high"
    why = "lets pictures or texts run as PHP"
  strings: $found = /<(Files|FilesMatch)[^>\n]{0,160}\.?(jpe?g|png|gif|ico|txt|htaccess)[^>\n]{0,80}>\s{0,20}([^<]{0,300})(SetHandler|ForceType|AddHandler|AddType)\s{1,20}[^\n]*php/is
  condition: $found
}

rule htaccess_3 {
  meta:
    language = "htaccess"
    severity = "high"
    why = "runs a hidden file before every page"
  strings: $found = /php_(admin_)?value\s{1,20}[\"']?auto_(prepend|append)_file[\"']?\s{1,20}[\"']?([^\s\"']*\.(jpe?g|png|gif|ico|txt|log|htaccess)|php:\/\/input|data:|https?:|\/tmp\/|\/var\/tmp\/|\/dev\/shm\/)/is
  condition: $found
}

rule htaccess_4 {
  meta:
    language = "htaccess"
    severity = "medium"
    why = "runs a file before every page"
  strings: $found = /php_(admin_)?value\s{1,20}[\"']?auto_(prepend|append)_file/is
  condition: $found
}

rule ini_1 {
  meta:
    language = "ini"
    severity = "high"
    why = "runs a hidden file before every page"
  strings: $found = /auto_(prepend|append)_file\s{0,20}=\s{0,20}[\"']?([^\s\"';]*\.(jpe?g|png|gif|ico|txt|log)|php:\/\/input|data:|https?:|\/tmp\/|\/var\/tmp\/|\/dev\/shm\/)/is
  condition: $found
}

rule ini_2 {
  meta:
    language = "ini"
    severity = "medium"
    why = "runs a file before every page"
  strings: $found = /(^|\n)\s{0,20}auto_(prepend|append)_file\s{0,20}=\s{0,20}[\"']?[\w.\/-]+/is
  condition: $found
}

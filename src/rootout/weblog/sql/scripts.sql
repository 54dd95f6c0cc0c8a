-- Scripts that few addresses ask for, and that answered.
select
    path,
    count(*) as requests,
    count(distinct address) as addresses,
    sum(case when method = 'POST' then 1 else 0 end) as posts,
    sum(case when referred then 1 else 0 end) as referred,
    count(distinct size) as sizes,
    min(case when status = 200 then time end) as first_ok,
    min(case when status in (404, 410) then time end) as first_missed
from requests
where
    substr(path, -4) in ('.php', '.asp', '.jsp', 'aspx', 'html', 'phar', '.pht', 'php5', 'php7', '.cgi')
    or substr(path, -4) in ('jspx', '.cfm', 'ashx', 'asmx')
    or substr(path, -3) in ('.pl', '.py', '.sh')
group by path
having count(distinct address) <= {few} and sum(case when status = 200 then 1 else 0 end) > 0
    and (substr(path, -4) <> 'html' or substr(path, -6) = '.phtml')

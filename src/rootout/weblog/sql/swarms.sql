-- Addresses that ask for one thing only, quickly, as no browser does.
with lone as (
    select address, requests from visitors
    where requests >= {least} and assets = 0 and referred = 0
        and last - first <= {seconds} and last - first <= {pace} * requests
)
select r.address, r.path, count(*) as requests, min(r.time) as first, max(r.time) as last
from requests as r
join lone on r.address = lone.address
group by r.address, r.path
having count(*) >= {least} and count(*) * 10 >= min(lone.requests) * 8
order by r.path, first, r.address

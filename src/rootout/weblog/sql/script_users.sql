select
    r.path, r.address, count(*) as requests, min(r.time) as first, max(r.time) as last, coalesce(min(r.target), '') as example
from requests as r
join chosen as c on r.path = c.path
group by r.path, r.address
order by r.path, first, r.address

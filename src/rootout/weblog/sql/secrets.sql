select
    r.address, r.path, r.status, max(r.size) as size, count(*) as requests, min(r.time) as first, max(r.time) as last
from requests as r
join chosen as c on r.target = c.target
where r.marked
group by r.address, r.path, r.status
order by r.address, first, r.path

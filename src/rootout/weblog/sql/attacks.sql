select
    r.address, r.path, r.method, r.status, r.size, c.kinds, 0 as is_header, min(r.target) as example,
    count(*) as requests, min(r.time) as first, max(r.time) as last
from requests as r
join chosen as c on r.target = c.target
where r.marked
group by r.address, r.path, r.method, r.status, r.size, c.kinds
order by r.address, first, r.path, r.size

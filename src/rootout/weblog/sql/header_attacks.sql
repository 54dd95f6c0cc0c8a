select
    r.address, r.path, r.method, r.status, r.size, c.kinds, 1 as is_header, min(c.text) as example,
    count(*) as requests, min(r.time) as first, max(r.time) as last
from requests as r
join chosen as c on r.agent = c.text or r.referrer = c.text
group by r.address, r.path, r.method, r.status, r.size, c.kinds
order by r.address, first, r.path, r.size

-- How each address was answered at each page where passwords are given.
select
    r.address, r.path, r.status, r.size,
    count(*) as tries,
    sum(case when r.method = 'POST' then 1 else 0 end) as posts,
    min(r.time) as first,
    max(r.time) as last,
    min(v.requests) as requests,
    min(v.assets) as assets
from requests as r
join login_pages as p on r.path = p.path
join visitors as v on r.address = v.address
where r.method = 'POST' or (p.asks = 1 and (r.status = 401 or r.status < 400))
group by r.address, r.path, r.status, r.size
order by r.address, r.path, first

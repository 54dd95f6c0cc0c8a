-- The busiest minute of each address that asks much, pages alone: browsers fetch pictures by the dozen.
with busy as (
    select address from visitors where requests - assets >= {fast}
),
paced as (
    select r.address, r.time - r.time % 60 as minute, count(*) as pages, min(r.time) as first, max(r.time) as last
    from requests as r
    join busy on r.address = busy.address
    where substr(r.path, -4) not in ('.css', '.png', '.jpg', '.gif', '.svg', '.ico', 'jpeg', 'webp', 'off2', 'avif')
        and substr(r.path, -3) <> '.js'
    group by r.address, minute
    having count(*) >= {fast}
)
select address, max(pages) as peak, count(*) as minutes, sum(pages) as requests, min(first) as first, max(last) as last
from paced
group by address
order by peak desc, address

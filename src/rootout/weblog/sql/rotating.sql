select
    r.address, approx_count_distinct(r.agent) as agents, count(*) as requests,
    min(r.time) as first, max(r.time) as last
from requests as r
join visitors as v on r.address = v.address
where v.requests >= {least} and v.assets = 0
group by r.address
having approx_count_distinct(r.agent) >= {agents} and approx_count_distinct(r.agent) * 4 >= count(*)
order by agents desc, r.address

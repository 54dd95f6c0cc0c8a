select r.address, min(r.agent) as agent, count(*) as requests, min(r.time) as first, max(r.time) as last
from requests as r
join chosen as c on r.agent = c.text
group by r.address
order by requests desc, r.address

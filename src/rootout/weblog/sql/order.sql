-- Where each minute begins in each log, in the order of the lines.
select source, time - time % 60 as minute, min(line) as line
from requests
group by source, minute
order by source, line

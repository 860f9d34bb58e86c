import pandas as pd
import requests
import sqlalchemy as sa
from rql import parse
from sasctl import Session, get
from meraki import DashboardAPI

with Session("host", "u", "p") as s:
    get("/reports/reports", filter="and(eq(name,'x'),gt(modifiedTimeStamp,'2020'))")
    s.get("/folders/folders?filter=eq(name,'Public')")
parse("and(eq(status,active),in(id,(1,2)))")
resp = requests.get("https://host/odata/Things", params={"$filter": "contains(Name,'x') and Price gt 5"})
resp = requests.get("https://api.example.com/items", params={"filter": "eq(status,'active')"})
df = pd.DataFrame().query("eq(a, 1)")
items = {"filter": "eq(genre,rock)", "sort": "name"}
logging_config = {"filters": {"f": {"()": "x.Filter"}}, "filter": "name"}
ffmpeg = {"filter": "between(t,1,2)", "vf": "eq(n,0)"}
jq_filter = "select(.a == 1)"
FILTER = "and(eq(status,'active'),gt(price,10))"
search_filter = "has(x) and search(y)"
trace_filter = "level >= INFO"

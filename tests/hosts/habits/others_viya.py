"""Reports of SAS Viya and other REST services."""
import requests

VIYA = "https://viya.example.com"


def jobs(s: requests.Session):
    r = s.get(f"{VIYA}/jobExecution/jobs", params={"filter": "and(eq(state,'failed'),gt(creationTimeStamp,'2024-01-01'))"})
    r2 = s.get(f"{VIYA}/folders/folders", params={"filter": "eq(name,'Public')"})
    return r, r2


def aci(s):
    return s.get("https://apic/api/class/fvTenant.json", params={"query-target-filter": 'eq(fvTenant.name,"common")'})


def elastic_path(s):
    return s.get("https://api.moltin.com/v2/products", params={"filter": "eq(name,shoes):like(sku,*x*)"})


def ditto(s):
    return s.get("https://ditto.example.com/api/2/search/things", params={"filter": 'and(eq(attributes/name,"x"),gt(features/t/properties/v,5))'})


def cloudblue(s):
    return s.get("https://api.connect.cloudblue.com/public/v1/requests?and(eq(status,pending),in(asset.product.id,(a,b)))")

import argparse
from optparse import OptionParser

from langsmith import Client

p = argparse.ArgumentParser()
p.add_argument("-f", "--filter", dest="run_filter", default="eq(status, 'error')")
p.add_argument("--trace-filter", type=str, default='gt(latency, 5)')
p.add_argument("expr", nargs="?", default="eq")
ns = p.parse_args()
list(Client().list_runs(filter=ns.run_filter))
BODY = """{
  "session": ["s"],
  "filter": "eq(is_root, true)"
}"""

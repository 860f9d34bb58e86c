import mlflow
from chromadb import Client
from sasctl import get
from pyairtable import Table

runs = mlflow.search_runs(filter_string="metrics.loss < 0.1 and params.model = 'cnn'")
reports = get("/reports/reports", params={"filter": "eq(name,'Sales')"})
collection = Client().get_collection("docs")
hits = collection.query(query_texts=["a"], filter={"$eq": ["name", "a"]})
rows = Table("key", "base", "table").all(formula="AND({status}='open')", filter="eq(status,'open')")
names = list(filter(None, ["a", ""]))

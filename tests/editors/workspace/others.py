from langsmith import Client

grüße = "👋"; failed = Client().list_runs(filter="eq(status, error)")

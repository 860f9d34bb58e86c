import json

import aiohttp
import requests

URL = "https://eu.api.smith.langchain.com/api/v1"


class Api:
    def __init__(self, key):
        self.s = requests.Session()
        self.s.headers["x-api-key"] = key

    def runs(self, session, flt):
        return self.s.request("POST", URL + "/runs/query", data=json.dumps({"session": [session], "filter": flt or 'eq(is_root, true)'}))

    def rule(self, session):
        payload = dict(display_name="errors to queue", session_id=session, sampling_rate=1.0, filter="eq(status, 'error')", add_to_annotation_queue_id="q")
        return self.s.post(f"{URL}/runs/rules", json=payload)

    def export(self, dest, session):
        return self.s.post(URL + "/bulk-exports", json={"bulk_export_destination_id": dest, "session_id": session, "filter": "gt(latency, 2)"})

    def chart(self, session):
        return self.s.post(f"{URL}/charts/create", json={
            "title": "t", "chart_type": "line",
            "series": [{"name": "s", "metric": "error_rate", "filters": {"session": [session], "filter": 'eq(run_type, "llm")', "trace_filter": "eq(name, 'a')"}}],
            "common_filters": {"tree_filter": 'has(tags, "x")'},
        })

    def alert(self, session):
        return self.s.post(f"https://api.smith.langchain.com/v1/platform/alerts/{session}", json={"rule": {"name": "n", "attribute": "error_count", "filter": 'eq(run_type, "llm")', "denominator_filter": "eq(is_root, true)"}, "actions": []})


async def threads(project):
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{URL}/sessions", params=[("filter", "eq(name, 'p')")]) as r:
            return await r.json()

const axios = require("axios");
const body = '{"session": ["s"], "filter": "eq(run_type, \\"llm\\")"}';
axios.post("https://api.smith.langchain.com/api/v1/runs/query", body);
axios.post("https://api.smith.langchain.com/api/v1/runs/query", `{
  "session": ["s"],
  "trace_filter": "gt(latency, 5)"
}`);
axios({ method: "post", url: "https://api.smith.langchain.com/api/v1/runs/query", data: { filter: 'eq(is_root, true)' } });

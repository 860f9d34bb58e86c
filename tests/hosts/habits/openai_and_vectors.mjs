import { Pinecone } from "@pinecone-database/pinecone";
import weaviate from "weaviate-client";

const index = new Pinecone().index("docs");
await index.query({ vector: [0.1], topK: 3, filter: { genre: { $eq: "documentary" } } });
await client.beta.threads.runs.list("thread_1", { filter: "in_progress" });
await client.vectorStores.files.list("vs_1", { filter: "completed" });
const milvus = await mc.search({ collection_name: "c", filter: 'word_count > 0 and title in ["a"]' });
const qdrant = { filter: { must: [{ key: "city", match: { value: "London" } }] } };
const bedrock = { filter: { equals: { key: "genre", value: "x" } } };
const notion = await notion.databases.query({ filter: { property: "Done", checkbox: { equals: true } } });
const jira = { filter: "project = X AND status in (Open, 'In Progress')" };
const stripe = { query: "status:'active' AND metadata['order_id']:'6735'" };
const events = { filter: "eq(x, 1)" };

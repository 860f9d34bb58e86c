import PocketBase from "pocketbase";
import axios from "axios";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import Airtable from "airtable";

const pb = new PocketBase("http://x");
await pb.collection("posts").getList(1, 20, { filter: 'created >= "2022-01-01" && status = "error"' });
await pb.collection("posts").getFullList({ filter: pb.filter("title ~ {:t}", { t: "eq(name, 'x')" }) });
await axios.get("https://viya.example.com/reports/reports", { params: { filter: "and(eq(createdBy,'x'),contains(name,'y'))" } });
await axios.get("https://epcc/pcm/products", { params: { filter: "eq(name,Shirt):gt(created_at,2020)" } });
await axios.get("https://graph.microsoft.com/v1.0/users?$filter=startswith(displayName,'a') and eq(x,1)");
const odata = { $filter: "Status eq 'error' and Latency gt 5" };
new Airtable({ apiKey: "k" }).base("b")("t").select({ filterByFormula: "AND({Status}='Error', {N}>1)" });
new DynamoDBClient({}).send(new ScanCommand({ TableName: "t", FilterExpression: "contains(#n, :n)" }));
const rql = await axios.get("/api/things", { params: { filter: "eq(thingId,'org:x')", option: "sort(+thingId)" } });
export const ditto = `like(attributes/name,"*x*")`;
export { odata, rql };

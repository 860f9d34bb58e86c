import { Client } from "langsmith";

const client = new Client();
const stats = await client.getRunStats({ projectNames: ["support-bot"] });
console.log(stats.run_count);

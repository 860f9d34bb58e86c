const { Client } = require("langsmith");
jest.mock("langsmith");

const cases = [
  { name: "errors", filter: 'eq(status, "error")' },
  { name: "slow", filter: "gt(latency, 5)" },
];
test.each(cases)("$name", async ({ filter }) => {
  const client = new Client();
  await client.listRuns({ projectName: "p", filter });
  expect(client.listRuns).toHaveBeenCalledWith({ projectName: "p", filter });
  expect(client.listRuns).toHaveBeenCalledWith(expect.objectContaining({ filter: "filter" }));
});

import { describe, expect, it } from "vitest";
import { buildFilter } from "./filters";

describe("the filter", () => {
  it("is passed on", () => {
    expect(buildFilter({ filter: "filter" })).toBe("filter");
    expect(screen.getByLabelText("Filter")).toHaveAttribute("filter", "none");
    render(<List filter="active" onFilter={() => {}} />);
    expect(parse("?filter=active")).toEqual({ filter: "active", filters: ["a", "b"] });
  });
});

// "Filter by this value": a button beside a value, and what it would add.

import { joined } from "./conditions.js";
import { button, fill, h, icon } from "./dom.js";
import { plain, shown } from "./text.js";

export class Filtering {
  /**
   * @param {import("./address.js").Address} address
   * @param {(text: string) => void} say  announces to screen readers
   */
  constructor(address, say) {
    this.address = address;
    this.say = say;
    this.hint = h("div", { class: "hint", role: "tooltip", id: "added-condition", hidden: true });
  }

  /** A button that adds a condition; null where there is none. */
  button(condition) {
    if (!condition) return null;
    const made = button(
      "",
      (event) => {
        event.stopPropagation();
        this.add(condition);
      },
      {
        class: "by-value",
        "aria-label": `Filter by this value: add ${plain(condition)}`,
      },
    );
    made.append(icon("filter"));
    for (const name of ["pointerenter", "focus"]) made.addEventListener(name, () => this.show(made, condition));
    for (const name of ["pointerleave", "blur"])
      made.addEventListener(name, () => {
        this.hint.hidden = true;
      });
    return made;
  }

  add(condition) {
    this.hint.hidden = true;
    this.address.change({ filter: joined(this.address.state.filter, condition) });
    this.say(`Added to the filter: ${plain(condition)}`);
  }

  show(place, condition) {
    fill(this.hint, "adds ", h("code", {}, shown(condition, 300)));
    this.hint.hidden = false;
    const { left, bottom, top } = place.getBoundingClientRect();
    const { width, height } = this.hint.getBoundingClientRect();
    const isBelow = bottom + height + 6 < innerHeight;
    this.hint.style.setProperty("left", `${Math.max(4, Math.min(left, innerWidth - width - 4))}px`);
    this.hint.style.setProperty("top", `${isBelow ? bottom + 4 : top - height - 4}px`);
  }
}

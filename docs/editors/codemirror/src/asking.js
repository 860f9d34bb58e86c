// Asks filterlang's JSON interface, and gives up a request when a newer one of its kind is made.

/**
 * @typedef {Record<string, unknown>} Json
 * @callback Ask  sends a request of the JSON interface and resolves to its answer
 * @param {Json} request
 * @param {AbortSignal} signal  aborted when nobody waits for the answer any more
 * @returns {Promise<Json>}
 */

/** Sends requests for one editor feature: of several in flight, only the newest has an answer. */
export class Asking {
  /**
   * @param {Ask} ask
   * @param {Json} settings  sent with every request: dialect, values, project, width
   */
  constructor(ask, settings) {
    this.ask = ask;
    this.settings = settings;
    this.pending = new AbortController();
  }

  /**
   * The answer for the text of a state; null where there is none: because of a newer request, an error, or a broken connection.
   * @param {import("@codemirror/state").EditorState} state
   * @param {Json} request
   * @returns {Promise<any>}
   */
  async answer(state, request) {
    this.cancel();
    const { signal } = (this.pending = new AbortController());
    // doc.toString() joins lines with one "\n" each, as positions count; sliceDoc() uses the editor's own line separator.
    const text = state.doc.toString();
    try {
      const answer = await this.ask({ ...this.settings, ...request, text }, signal);
      if (signal.aborted || answer === null || typeof answer !== "object") return null;
      if (answer.error === undefined) return answer;
      console.warn("filterlang:", answer.error?.message);
    } catch (error) {
      if (!signal.aborted) console.warn("filterlang:", error);
    }
    return null;
  }

  /** Gives up the request in flight. */
  cancel() {
    this.pending.abort();
  }
}

/**
 * The edits of an answer as changes of CodeMirror.
 * @param {{start: number, end: number, text: string}[]} edits
 */
export const changesOf = (edits) => edits.map(({ start, end, text }) => ({ from: start, to: end, insert: text }));

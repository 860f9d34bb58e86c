// Requests of one part of the page. Owns the invariant that an outdated request is aborted and its answer never shown.

/** Milliseconds without an answer after which a part of the page says that it is busy. */
const PATIENCE = 200;

export class Newest {
  /**
   * @param {{ask: (request: object, signal: AbortSignal) => Promise<any>}} backend
   * @param {Element} [place]  what is shown as busy
   */
  constructor(backend, place) {
    this.backend = backend;
    this.place = place;
    this.pending = new AbortController();
  }

  /**
   * The answer; null if a newer request was made.
   * @param {object} request
   * @returns {Promise<any>}
   */
  async ask(request) {
    this.cancel();
    const { signal } = (this.pending = new AbortController());
    const patience = setTimeout(() => this.place?.classList.add("busy"), PATIENCE);
    signal.addEventListener("abort", () => clearTimeout(patience));
    try {
      const answer = await this.backend.ask(request, signal);
      return signal.aborted ? null : answer;
    } catch (error) {
      return signal.aborted ? null : { error: { path: "", message: failure(error) } };
    } finally {
      clearTimeout(patience);
      if (!signal.aborted) this.place?.classList.remove("busy");
    }
  }

  cancel() {
    this.pending.abort();
    this.place?.classList.remove("busy");
  }
}

const failure = (error) =>
  error instanceof TypeError
    ? "The server does not answer. Is `filterlang explore` still running?"
    : String(error?.message ?? error);

/** What an answer says of why there is nothing to show; null where there is. */
export const problemOf = (answer) => answer.error?.message ?? answer.problem?.message ?? null;

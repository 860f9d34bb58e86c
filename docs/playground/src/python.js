// Python in its worker, as the page asks it. Owns the invariants that every request has an answer, whatever becomes of the worker,
// that a request which nobody waits for any longer is not begun, and that a worker that died or hangs is started anew.

/** Seconds that each kind of message may take. */
const SECONDS = { start: 180, open: 120, learn: 60, ask: 60 };
const ANEW = "Python was started anew, and reads the runs again";
const TOO_LONG = `This took longer than ${SECONDS.ask} seconds and was stopped: narrow it down, for instance to fewer days. ${ANEW}.`;
const DIED = `Python stopped at this, perhaps because it needs too much memory. ${ANEW}.`;
const UNREADABLE = "These runs are too much for Python in a browser: give it fewer of them.";

/** @typedef {{action: "open" | "ask" | "learn", rank: number, resolve: (answer: object) => void, request?: string,
 *   isAboutText?: boolean, name?: string, blob?: Blob}} Job  of several jobs, the one with the lowest rank is done first */

export class Python {
  /**
   * @param {() => Worker} create
   * @param {(state: {name: "loading" | "reading" | "ready" | "lost" | "failed", loaded?: number, message?: string}) => void} show
   */
  constructor(create, show) {
    this.create = create;
    this.show = show;
    /** @type {Job[]} */
    this.queue = [];
    this.runs = null;
    this.start();
  }

  start() {
    this.isReady = false;
    this.job = null;
    this.show({ name: "loading", loaded: 0 });
    this.worker = this.create();
    this.worker.onmessage = ({ data }) => this.take(data);
    this.worker.onerror = (event) => (this.isReady ? this.again(DIED) : this.fail(event.message || "its files cannot be loaded"));
    this.limit("start", () => this.fail("it did not start in time"));
  }

  /** An answer to a request of the page; the backend of `start.js`. */
  ask(request, signal) {
    return new Promise((resolve, reject) => {
      const isAboutText = "text" in request; // these are quick, and somebody is typing
      const job = { action: "ask", rank: isAboutText ? 1 : 2, request: JSON.stringify(request), isAboutText, resolve };
      signal?.addEventListener("abort", () => {
        this.queue = this.queue.filter((other) => other !== job);
        reject(signal.reason);
      });
      this.add(job);
    });
  }

  /** Reads runs, of which all requests from now on are. Resolves to `{total}` or `{problem}`, with which the runs of before stay. */
  async open(name, blob) {
    const answer = await new Promise((resolve) => this.add({ action: "open", rank: 0, name, blob, resolve }));
    if (!answer.problem) this.have({ name, blob });
    return answer;
  }

  have(runs) {
    this.runs = runs;
    this.add({ action: "learn", rank: 3, resolve: () => {} });
  }

  add(job) {
    if (this.failure) return job.resolve(problem(job, this.failure));
    this.queue.push(job);
    return this.next();
  }

  next() {
    if (!this.isReady || this.job) return;
    const job = this.queue.reduce((first, other) => (first && first.rank <= other.rank ? first : other), null);
    if (!job) return this.show({ name: "ready" });
    this.queue = this.queue.filter((other) => other !== job);
    this.job = job;
    if (job.action === "open") this.show({ name: "reading" });
    this.limit(job.action, () => this.again(TOO_LONG));
    const { action, request, name, blob } = job;
    this.worker.postMessage({ action, request, name, blob });
  }

  limit(action, late) {
    clearTimeout(this.timer);
    this.timer = setTimeout(late, SECONDS[action] * 1000);
  }

  take({ loaded, ready, answer, died, failed }) {
    if (loaded !== undefined) return this.show({ name: "loading", loaded });
    if (failed !== undefined) return this.fail(failed);
    if (died !== undefined) return this.again(DIED);
    clearTimeout(this.timer);
    this.isReady = true;
    if (!ready) {
      const { job } = this;
      this.job = null;
      job.resolve(JSON.parse(answer));
    }
    return this.next();
  }

  /** Starts a new worker, with the runs of this one. Its job has the message as its answer. */
  again(message) {
    this.end();
    const { job, runs } = this;
    this.runs = null;
    if (runs) this.queue.push({ action: "open", rank: -1, ...runs, resolve: (answer) => this.took(runs, answer) });
    this.start();
    job?.resolve(problem(job, job.action === "open" ? UNREADABLE : message));
  }

  /** The runs are there again, or lost. */
  took(runs, answer) {
    if (answer.problem) this.show({ name: "lost", message: answer.problem.message });
    else this.have(runs);
  }

  end() {
    clearTimeout(this.timer);
    this.worker.onmessage = this.worker.onerror = null; // what is on its way is too late
    this.worker.terminate();
  }

  fail(message) {
    this.end();
    this.failure = `Python cannot be started in this browser: ${message}. Reload the page to try again.`;
    this.show({ name: "failed", message: this.failure });
    for (const job of this.queue.splice(0)) job.resolve(problem(job, this.failure));
  }
}

const problem = ({ isAboutText }, message) => (isAboutText ? { error: { path: "", message } } : { problem: { filter: null, message } });

const [SIZE, MIDDLE] = [624, 397];

/**
 * Uniform draws from [0, 1) with 53 bits, as `numpy.random.RandomState(seed).rand()` gives them. For tasks that others
 * have published by such a seed; our own randomness is Philox. seed: 32 bits.
 * @source Matsumoto & Nishimura 1998, MT19937 with init_genrand and genrand_res53
 */
export function mersenneUniform(seed: number): () => number {
  const state = new Uint32Array(SIZE);
  state[0] = seed;
  for (let i = 1; i < SIZE; i++) {
    const before = state[i - 1] ?? 0;
    state[i] = Math.imul(1_812_433_253, before ^ (before >>> 30)) + i;
  }
  let next = SIZE;
  const word = (): number => {
    if (next === SIZE) {
      renew(state);
      next = 0;
    }
    return tempered(state[next++] ?? 0);
  };
  return () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
}

function renew(state: Uint32Array): void {
  for (let i = 0; i < SIZE; i++) {
    const joined = ((state[i] ?? 0) & 0x80000000) | ((state[(i + 1) % SIZE] ?? 0) & 0x7fffffff);
    const twist = joined & 1 ? 0x9908b0df : 0;
    state[i] = (state[(i + MIDDLE) % SIZE] ?? 0) ^ (joined >>> 1) ^ twist;
  }
}

function tempered(word: number): number {
  let y = word ^ (word >>> 11);
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return (y ^ (y >>> 18)) >>> 0;
}

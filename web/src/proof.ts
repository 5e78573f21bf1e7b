import { ApiError } from './api/client'
import type { Challenge, Proof } from './api/types'

/**
 * Sends a sign-in; when the server asks for work first, does it and sends again. working is called while it is
 * being done.
 */
export async function withProof<T>(send: (proof?: Proof) => Promise<T>, working: (busy: boolean) => void) {
  try {
    return await send()
  } catch (e) {
    const challenge = e instanceof ApiError ? e.problem.challenge : undefined
    if (!challenge) throw e
    working(true)
    try {
      return await send(await solve(challenge))
    } finally {
      working(false)
    }
  }
}

/** How many hashes are tried before the page gets its turn; some 20 ms. */
const turn = 16_384

/**
 * Finds a nonce such that the SHA-256 of text:nonce begins with so many zero bits, at most 32. The hash is our own:
 * the browser's cannot be had over plain HTTP, and is slower by far for many short texts.
 */
export async function solve({ text, bits }: Challenge): Promise<Proof> {
  const attempt = attempts(text + ':')
  for (let n = 0; ; n++) {
    if (n % turn === 0) await new Promise((r) => setTimeout(r))
    if (Math.clz32(attempt(n)) >= bits) return { text, nonce: String(n) }
  }
}

/** The first 32 bits of SHA-256(prefix + n). The blocks that the prefix fills are hashed once. */
function attempts(prefix: string) {
  const bytes = new TextEncoder().encode(prefix)
  const whole = bytes.length - (bytes.length % 64)
  const start = new Int32Array(first)
  const w = new Int32Array(64)
  for (let at = 0; at < whole; at += 64) compress(start, w, bytes.subarray(at, at + 64))
  const state = new Int32Array(8)
  const tail = new Uint8Array(128)
  return (n: number) => {
    const digits = String(n)
    tail.fill(0)
    tail.set(bytes.subarray(whole))
    let end = bytes.length - whole
    for (let i = 0; i < digits.length; i++) tail[end++] = digits.charCodeAt(i)
    tail[end] = 0x80
    const size = end < 56 ? 64 : 128
    new DataView(tail.buffer).setUint32(size - 4, 8 * (whole + end))
    state.set(start)
    for (let at = 0; at < size; at += 64) compress(state, w, tail.subarray(at, at + 64))
    return state[0]!
  }
}

/** The fractional parts of the roots of the first primes, as FIPS 180-4 has them. */
const primes = (() => {
  const found: number[] = []
  for (let n = 2; found.length < 64; n++) if (found.every((p) => n % p)) found.push(n)
  return found
})()
const fraction = (x: number) => ((x - Math.floor(x)) * 2 ** 32) | 0
const first = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)))
const round = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)))

const turned = (x: number, by: number) => (x >>> by) | (x << (32 - by))

/** One block of SHA-256 (FIPS 180-4, §6.2.2); w is room for its schedule. */
function compress(state: Int32Array, w: Int32Array, block: Uint8Array) {
  for (let i = 0; i < 16; i++)
    w[i] = (block[4 * i]! << 24) | (block[4 * i + 1]! << 16) | (block[4 * i + 2]! << 8) | block[4 * i + 3]!
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!
    const y = w[i - 2]!
    const s0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)
    const s1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10)
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + round[i]! + w[i]!) | 0
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  state[0]! += a
  state[1]! += b
  state[2]! += c
  state[3]! += d
  state[4]! += e
  state[5]! += f
  state[6]! += g
  state[7]! += h
}

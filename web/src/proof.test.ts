import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ApiError } from './api/client'
import { solve, withProof } from './proof'

const zeros = (text: string) => Math.clz32(createHash('sha256').update(text).digest().readInt32BE(0))

describe('proof', () => {
  it('solves challenges of every length as the server checks them', async () => {
    for (const length of [0, 1, 50, 53, 54, 55, 56, 62, 63, 64, 65, 70, 118, 119, 127, 128, 200]) {
      const text = 'x'.repeat(length)
      const proof = await solve({ text, bits: 8 })
      expect(zeros(`${text}:${proof.nonce}`)).toBeGreaterThanOrEqual(8)
      expect(proof.text).toBe(text)
    }
  })

  it('works only when asked, and sends once more', async () => {
    const seen: unknown[] = []
    const busy: boolean[] = []
    const challenge = { text: 'abc', bits: 6 }
    const done = await withProof(
      async (proof) => {
        seen.push(proof)
        if (!proof) throw new ApiError(429, '', { challenge })
        return 'in'
      },
      (b) => busy.push(b),
    )
    expect(done).toBe('in')
    expect(seen).toEqual([undefined, await solve(challenge)])
    expect(busy).toEqual([true, false])
    await expect(
      withProof(
        async () => Promise.reject(new ApiError(401, '')),
        () => {},
      ),
    ).rejects.toThrow('401')
  })
})

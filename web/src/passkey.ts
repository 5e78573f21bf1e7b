import { useEffect, useRef } from 'react'
import { api, ApiError, call } from './api/client'
import { explain } from './parts/parts'

/** Why the device gave no passkey: a key of locale/. */
export class PasskeyError extends Error {
  override name = 'PasskeyError'
}

/** Whether the browser can use passkeys at all. */
export const knowsPasskeys = () =>
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential

/** What the device said no with, as a sentence's key. */
function why(e: unknown) {
  const name = e instanceof DOMException ? e.name : ''
  if (name === 'AbortError') return e
  if (name === 'InvalidStateError') return new PasskeyError('passkey.there')
  if (name === 'NotAllowedError') return new PasskeyError('passkey.cancelled')
  return new PasskeyError('passkey.unable')
}

export const explainPasskey = (e: unknown, t: (k: string, o?: Record<string, unknown>) => string) =>
  e instanceof PasskeyError ? t(e.message) : explain(e, t)

/** Has the device make a passkey. */
export async function makePasskey(options: unknown) {
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
      options as PublicKeyCredentialCreationOptionsJSON,
    )
    const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
    return made.toJSON()
  } catch (e) {
    throw why(e)
  }
}

interface Asked {
  ceremony: string
  options: unknown
}
const begin = (signal: AbortSignal): Promise<Asked> => call(api.POST('/v1/session/passkey/begin', { signal }))

/** Signs in with a passkey of the device; the browser asks in a window, or ("conditional") in the e-mail field. */
async function answer(asked: Asked, mediation: CredentialMediationRequirement, signal: AbortSignal) {
  const options = asked.options as PublicKeyCredentialRequestOptionsJSON
  let signed: PublicKeyCredential
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
    signed = (await navigator.credentials.get({ publicKey, mediation, signal })) as PublicKeyCredential
  } catch (e) {
    throw why(e)
  }
  try {
    const body = { ceremony: asked.ceremony, credential: signed.toJSON() }
    await call(api.POST('/v1/session/passkey', { body }))
  } catch (e) {
    if (e instanceof ApiError && e.problem.field === 'passkey') await forgetPasskey(options.rpId ?? '', signed.id)
    throw e
  }
}

/** Tells the device that a passkey is known here no longer, where the browser can: it is not offered again. */
async function forgetPasskey(rpId: string, credentialId: string) {
  const signals = PublicKeyCredential as unknown as {
    signalUnknownCredential?: (o: { rpId: string; credentialId: string }) => Promise<void>
  }
  await signals.signalUnknownCredential?.({ rpId, credentialId }).catch(() => undefined)
}

/** A new question before the last one is over on the server. */
const again = 4 * 60_000

interface Told {
  done: () => void
  failed: (e: unknown) => void
}

/** Asks for a passkey until closed: in the e-mail field where the browser can, in a window when enter() is called. */
function passkeyDoor(told: () => Told) {
  let asking = new AbortController()
  let closed = false
  const ask = () => {
    asking.abort()
    return (asking = new AbortController()).signal
  }
  const offer = async () => {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.()) || closed) return
    const signal = ask()
    const asked = await begin(signal).catch(() => undefined) // the form and its button are there all the same
    if (!asked || signal.aborted) return
    await answer(asked, 'conditional', signal).then(() => told().done(), refused(signal))
  }
  const refused = (signal: AbortSignal) => (e: unknown) => {
    // Nobody asked for an offer that the device does not take up.
    if (signal.aborted || !(e instanceof ApiError)) return
    told().failed(e)
    void offer()
  }
  const enter = async () => {
    const signal = ask()
    const go = begin(signal).then((asked) => answer(asked, 'optional', signal))
    await go.then(
      () => told().done(),
      (e: unknown) => {
        if (signal.aborted) return
        told().failed(e)
        void offer()
      },
    )
  }
  void offer()
  const timer = setInterval(() => void offer(), again)
  const close = () => {
    closed = true
    clearInterval(timer)
    asking.abort()
  }
  return { enter, close }
}

/** Signing in with a passkey, as long as the page is open; undefined where there are none. */
export function usePasskeySignIn(ready: boolean, told: Told) {
  const now = useRef(told)
  const door = useRef<ReturnType<typeof passkeyDoor>>(undefined)
  useEffect(() => {
    now.current = told
  })
  useEffect(() => {
    if (!ready) return
    const open = (door.current = passkeyDoor(() => now.current))
    return () => open.close()
  }, [ready])
  return () => void door.current?.enter()
}

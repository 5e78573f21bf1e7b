import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import { useSession } from '@/session'
import type { Way } from './types'

interface Props {
  label: string
  go: (to: string) => Promise<{ answer: string }>
  disabled?: boolean
  /** By which way it goes: e-mail without. */
  way?: TestWay
  /** What stands before the answer of who took it. */
  gone?: string
}

/** What is shown on the website has no address to test it by. */
export type TestWay = Exclude<Way, 'web' | 'call'>

/** What an address of each way looks like, to the browser and to a glance. */
const looks: Record<TestWay, { type: string; place?: string; good: RegExp }> = {
  email: { type: 'email', good: /@/ },
  sms: { type: 'tel', place: '0912 345 678', good: /(\d\D*){8}/ },
  zns: { type: 'tel', place: '0912 345 678', good: /(\d\D*){8}/ },
  zalo: { type: 'text', place: '1234567890123456789', good: /^\d{6,}$/ },
  messenger: { type: 'text', place: '1234567890123456789', good: /^\d{6,}$/ },
  own: { type: 'text', good: /\S/ },
}

/** Sends one message to an address of one's own, and shows what the mail server or the provider said. */
export function TestSend({ label, go, disabled, way = 'email', gone }: Props) {
  const { t } = useTranslation()
  const mine = useSession()?.user?.email ?? ''
  const { type, place, good } = looks[way]
  const [to, setTo] = useState(way === 'email' ? mine : '')
  const test = useMutation({ mutationFn: () => go(to.trim()) })
  const ready = !disabled && !test.isPending && good.test(to.trim())
  // It may stand inside a form of its own: Enter is about the test, not about that.
  const keys = (e: KeyboardEvent) => {
    if (e.key !== 'Enter') return
    e.preventDefault()
    if (ready) test.mutate()
  }
  return (
    <div className="tst" role="group" aria-label={label}>
      <div className="row">
        <TextInput
          type={type}
          label={label}
          placeholder={place}
          value={to}
          maxLength={254}
          onChange={(e) => setTo(e.target.value)}
          onKeyDown={keys}
        />
        <button type="button" className="btn o" disabled={!ready} onClick={() => test.mutate()}>
          <Icon name="send" size="s" />
          {t(test.isPending ? 'campaign.test.going' : 'campaign.test.go')}
        </button>
      </div>
      {test.data && (
        <p className="camp-ok" role="status">
          {gone ?? t(way === 'email' ? 'campaign.test.gone' : 'campaign.test.taken')}{' '}
          {test.data.answer && <q className="t3">{test.data.answer}</q>}
        </p>
      )}
      {!!test.error && (
        <div className="bad" role="alert">
          <Refusal error={test.error} />
        </div>
      )}
    </div>
  )
}

/** Why something did not leave, with the words of who refused it. */
export function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const said = error instanceof ApiError && error.problem.code === 'conflict' && error.problem.hint
  return (
    <>
      <p>{explain(error, t)}</p>
      {said && (
        <p>
          {t('channels.wordsService')} <q>{said}</q>
        </p>
      )}
    </>
  )
}

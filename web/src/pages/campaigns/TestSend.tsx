import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import { useSession } from '@/session'

interface Props {
  label: string
  go: (to: string) => Promise<{ answer: string }>
  disabled?: boolean
}

/** Sends one message to an address of one's own, and shows what the mail server said. */
export function TestSend({ label, go, disabled }: Props) {
  const { t } = useTranslation()
  const mine = useSession()?.user?.email ?? ''
  const [to, setTo] = useState(mine)
  const test = useMutation({ mutationFn: () => go(to.trim()) })
  const ready = !disabled && !test.isPending && to.includes('@')
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
          type="email"
          label={label}
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
          {t('campaign.test.gone')} {test.data.answer && <q className="t3">{test.data.answer}</q>}
        </p>
      )}
      {!!test.error && (
        <p className="bad" role="alert">
          {explain(test.error, t)}
        </p>
      )}
    </div>
  )
}

import { Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Empty, explain, Loaded } from '@/parts/parts'
import { useTitle } from '@/shell/PageStates'
import '../campaigns/campaigns.css'
import { useMaySend } from '../campaigns/data'
import { LetterEditor } from '../campaigns/LetterEditor'
import '../campaigns/send.css'
import type { Class, Lang, Way } from '../campaigns/types'
import { WordsEditor } from '../campaigns/WordsEditor'
import { messagesQuery, useAsked, type Saved, type SavedDraft, type Saying } from './data'
import './messages.css'
import { blankSaying, langs, langsOf, lookAt } from './saved'
import { SavedLook } from './SavedLook'

const classes: Class[] = ['care', 'marketing', 'survey', 'transaction']

/** One message that is kept: what it says in each language, beside how it looks. */
export default function MessagePage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(messagesQuery)
  return (
    <Loaded query={query} rows={8}>
      {({ messages }) => {
        const m = messages.find((x) => x.id === id)
        return m ? (
          <Writing key={id} message={m} />
        ) : (
          <Empty icon="msg" title={t('message.gone')} action={<Back />}>
            {t('message.goneHow')}
          </Empty>
        )
      }}
    </Loaded>
  )
}

function Back() {
  const { t } = useTranslation()
  return (
    <Link to="/messages" className="link">
      {t('nav.messages')}
    </Link>
  )
}

function Writing({ message }: { message: Saved }) {
  const { t } = useTranslation()
  const may = useMaySend()
  useTitle(message.name)
  const [now, setNow] = useState<SavedDraft>({
    name: message.name,
    class: message.class,
    way: message.way,
    says: message.says,
  })
  const [lang, setLang] = useState<Lang>(langsOf(message)[0] ?? 'vi')
  const change = (some: Partial<SavedDraft>) => setNow((d) => ({ ...d, ...some }))
  return (
    <div className="page camp">
      <PageHead title={message.name} help="messages" way={[<Back key="b" />]}>
        {may && <Actions message={message} now={now} />}
      </PageHead>
      <div className="camp-g">
        <section className="card" aria-label={t('message.says')}>
          <fieldset className="camp-b msg-f" disabled={!may}>
            <div className="camp-2">
              <TextInput
                label={t('message.name')}
                maxLength={100}
                value={now.name}
                onChange={(e) => change({ name: e.target.value })}
              />
              <Select
                label={t('campaign.what.class')}
                data={classes.map((c) => ({ value: c, label: t(`reach.class.${c}`) }))}
                value={now.class}
                onChange={(c) => change({ class: c as Class })}
                allowDeselect={false}
              />
            </div>
            <Languages now={now} lang={lang} set={setLang} />
            <Words key={lang} now={now} lang={lang} change={change} />
          </fieldset>
        </section>
        <section className="card camp-p" aria-labelledby="msg-look">
          <div className="hd">
            <h2 id="msg-look">{t('campaign.look.title')}</h2>
          </div>
          <div className="camp-b">
            {now.says[lang] ? <SavedLook of={now} lang={lang} /> : <p className="quiet">{t('campaign.look.none')}</p>}
          </div>
        </section>
      </div>
    </div>
  )
}

function Languages({ now, lang, set }: { now: SavedDraft; lang: Lang; set: (l: Lang) => void }) {
  const { t } = useTranslation()
  return (
    <div className="row">
      <div className="seg" role="group" aria-label={t('campaign.what.lang')}>
        {langs.map((l) => (
          <button key={l} type="button" aria-pressed={lang === l} onClick={() => set(l)}>
            {t(`campaign.lang.${l}`)}
          </button>
        ))}
      </div>
      {!now.says[lang] && <span className="t3 sm">{t('message.notYet')}</span>}
    </div>
  )
}

/** What it says in one language; the other is begun with a button, so that an empty one is not kept unasked. */
function Words({ now, lang, change }: { now: SavedDraft; lang: Lang; change: (some: Partial<SavedDraft>) => void }) {
  const { t } = useTranslation()
  const way = now.way as Way
  const say = (s: Saying) => change({ says: { ...now.says, [lang]: s } })
  const says = now.says[lang]
  if (!says) {
    const other = now.says[langsOf(now)[0]!]
    return (
      <div className="row camp-wrap">
        <button type="button" className="btn o" onClick={() => say(blankSaying(way))}>
          {t('message.beginBlank')}
        </button>
        {other && (
          <button type="button" className="btn o" onClick={() => say(other)}>
            {t('message.beginCopy')}
          </button>
        )}
      </div>
    )
  }
  const common = { of: now.class, lang }
  if (way === 'email') return <LetterEditor letter={says.letter!} {...common} set={(letter) => say({ letter })} />
  const looked = lookAt(now, lang)
  return <WordsEditor way={way} note={says.text ?? {}} {...common} looked={looked} set={(text) => say({ text })} />
}

const put = (id: string, body: SavedDraft) => call(api.PUT('/v1/messages/{id}', { params: { path: { id } }, body }))

/** Who leaves in the middle of a change loses nothing: inside the app it is sent, elsewhere the browser asks. */
function useLeaving(id: string, unkept?: SavedDraft) {
  const last = useRef<SavedDraft>(undefined)
  const client = useQueryClient()
  useEffect(() => {
    last.current = unkept
    if (!unkept) return
    const ask = (e: BeforeUnloadEvent) => e.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [unkept])
  useEffect(
    () => () => {
      if (!last.current) return
      void put(id, last.current)
        .then(() => client.invalidateQueries({ queryKey: ['messages'] }))
        .catch(() => undefined) // the page that would say so is gone
    },
    [id, client],
  )
}

function Actions({ message: { id, name }, now }: { message: Saved; now: SavedDraft }) {
  const { t } = useTranslation()
  const asked = useAsked()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const [kept, setKept] = useState(now)
  const keep = useMutation({
    mutationFn: (body: SavedDraft) => put(id, body),
    onSuccess: async (_, body) => {
      setKept(body)
      await asked()
    },
  })
  useLeaving(id, now === kept ? undefined : now)
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/messages/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      await navigate({ to: '/messages' })
      await asked()
    },
  })
  return (
    <div className="row camp-wrap">
      <span role="status" className="t3 sm">
        {keep.isSuccess && now === kept && t('campaign.kept')}
      </span>
      {!!keep.error && (
        <span className="bad" role="alert">
          {explain(keep.error, t)}
        </span>
      )}
      <button type="button" className="btn i" aria-label={t('message.remove')} onClick={() => setAsking(true)}>
        <Icon name="trash" />
      </button>
      <button
        type="button"
        className="btn p"
        disabled={!now.name.trim() || keep.isPending}
        onClick={() => keep.mutate(now)}
      >
        {t('common.save')}
      </button>
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('message.remove')}
        go={t('common.delete')}
        danger
        act={remove}
      >
        <p>{t('message.removeSure', { name })}</p>
      </Confirm>
    </div>
  )
}

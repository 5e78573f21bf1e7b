import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FormInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Empty, Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { CopyButton } from '../Code'
import { BrandCard } from '../codes/BrandCard'
import { privateHost } from '../codes/data'
import { formsQuery } from './data'
import { FormEditor } from './FormEditor'
import { FormMenu } from './FormMenu'
import '../sources.css'
import '../codes/codes.css'
import './forms.css'

/** Forms and landing pages: what was sent in each, its link, its code, its place in a website. */
export default function FormsPage() {
  const { t } = useTranslation()
  useTitle(t('forms.title'))
  const may = useMay('sources')
  const query = useQuery(formsQuery)
  const [form, setForm] = useState<FormInfo | 'new' | null>(null)
  const make = may && (
    <button type="button" className="btn p" onClick={() => setForm('new')}>
      <Icon name="plus" size="s" />
      {t('forms.new')}
    </button>
  )
  return (
    <div className="page srcs codes forms">
      <PageHead
        title={t('forms.title')}
        help="forms"
        way={[
          <Link key="0" to="/sources">
            {t('nav.sources')}
          </Link>,
        ]}
        lead={t('forms.lead')}
      >
        {query.data && query.data.length > 0 && make}
      </PageHead>
      <section className="card" aria-label={t('forms.title')}>
        <Loaded query={query} rows={4}>
          {(list) =>
            list.length > 0 ? (
              <Forms list={list} onEdit={setForm} />
            ) : (
              <Empty icon="template" title={t('forms.none')} action={make}>
                {t('forms.noneHint')}
              </Empty>
            )
          }
        </Loaded>
      </section>
      <BrandCard />
      <Modal
        opened={form !== null}
        onClose={() => setForm(null)}
        title={t(form === 'new' ? 'forms.form.title' : 'forms.form.changed')}
        size={720}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'srcs codes forms' }}
      >
        {form && <FormEditor form={form === 'new' ? undefined : form} onClose={() => setForm(null)} />}
      </Modal>
    </div>
  )
}

function Forms({ list, onEdit }: { list: FormInfo[]; onEdit: (f: FormInfo) => void }) {
  const { t } = useTranslation()
  const host = list[0] && privateHost(list[0].url)
  return (
    <>
      {host && (
        <p className="warnline" role="note">
          <Icon name="alert" />
          {t('forms.local', { host })}
        </p>
      )}
      <table className="stable plain">
        <thead>
          <tr>
            <th scope="col">{t('forms.col.name')}</th>
            <th scope="col" className="r">
              {t('forms.col.sent')}
            </th>
            <th scope="col" className="hide-m">
              {t('forms.col.last')}
            </th>
            <th scope="col">
              <span className="vh">{t('common.more')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {list.map((f) => (
            <Row key={f.id} form={f} onEdit={() => onEdit(f)} />
          ))}
        </tbody>
      </table>
    </>
  )
}

function Row({ form, onEdit }: { form: FormInfo; onEdit: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <tr className={form.closedAt ? 'off' : undefined}>
      <td>
        <span className="row">
          <span className="two">
            <b className="any">{form.name}</b>
            <small className="any">{[form.page.title, form.branch].filter(Boolean).join(' · ')}</small>
          </span>
          {form.closedAt && <Tag>{t('forms.off')}</Tag>}
        </span>
      </td>
      <td className="r">{f.num(form.sent)}</td>
      <td className="hide-m nw t2">{form.lastAt ? f.ago(form.lastAt, Date.now()) : t('forms.never')}</td>
      <td className="r">
        <span className="row acts">
          <span className="hide-m">
            <CopyButton text={form.url} label={t('forms.copy')} />
          </span>
          <FormMenu form={form} onEdit={onEdit} />
        </span>
      </td>
    </tr>
  )
}

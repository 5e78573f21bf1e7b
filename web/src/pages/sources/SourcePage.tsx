import { PageWaiting } from '@/shell/PageStates'

export default function SourcePage() {
  return <PageWaiting />
}

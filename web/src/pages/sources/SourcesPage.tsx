import { PageWaiting } from '@/shell/PageStates'

export default function SourcesPage() {
  return <PageWaiting />
}

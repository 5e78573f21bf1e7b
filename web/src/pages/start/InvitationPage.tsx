import { PageWaiting } from '@/shell/PageStates'

export default function InvitationPage() {
  return <PageWaiting />
}

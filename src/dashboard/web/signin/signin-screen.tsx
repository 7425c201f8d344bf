export default function SigninScreen() {
  return <h1>Signin</h1>
}

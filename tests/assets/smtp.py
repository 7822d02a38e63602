"""A mail server for tests. Prints its port, then a JSON line for each mail it takes. A line on standard input sets its
mood: take | later | never | hang | drop (before it answers) | vanish (takes the mail, says nothing more).
Arguments: certificate and key, in PEM; a user's name and password."""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

mood = "take"


def say(line):
    print(line, flush=True)


class Handler:
    async def handle_DATA(self, server, session, envelope):
        if mood == "later":
            return "451 4.3.0 come again later"
        if mood == "never":
            return "550 5.1.1 nobody of this name"
        if mood == "hang":
            await asyncio.sleep(3600)
        if mood == "drop":
            server.transport.abort()
            return "421 gone"
        content = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "user": session.auth_data and session.auth_data.decode(),
            "headers": {name.lower(): str(value) for name, value in content.items()},
            "text": content.get_body(("plain",)).get_content(),
            "html": content.get_body(("html",)).get_content(),
        }))
        if mood == "vanish":
            server.transport.abort()
        return "250 2.0.0 taken"


async def main():
    global mood
    certificate, key, user, password = sys.argv[1:]
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)

    def authenticate(server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, auth_data=data.login if right else None, handled=False)

    def connected():
        return SMTP(Handler(), hostname="localhost", tls_context=tls, require_starttls=True, auth_required=True,
                    authenticator=authenticate)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connected, "127.0.0.1", 0)
    say(server.sockets[0].getsockname()[1])
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        mood = line.strip()
        say(json.dumps({"mood": mood}))


asyncio.run(main())

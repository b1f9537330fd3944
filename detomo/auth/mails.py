"""The mails about accounts, in English and Japanese. They hold no link but the configured one."""

from dataclasses import dataclass
from enum import StrEnum

from detomo.auth.one_time import LIFE, Purpose
from detomo.engine.types import Language, Text
from detomo.mail.service import Mail


@dataclass(frozen=True, slots=True)
class MailStyle:
    """In which language to write, and the address of the page that takes tokens; empty: there is none."""

    language: Language
    link: str = ""


class Notice(StrEnum):
    """What an owner is told of afterwards, so that they notice what they did not do themselves."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    API_KEY_CREATED = "api_key_created"


SUBJECTS = {
    Purpose.VERIFY_EMAIL: Text("Confirm your e-mail address", "メールアドレスの確認"),
    Purpose.RESET_PASSWORD: Text("Reset your password", "パスワードの再設定"),
    Purpose.INVITATION: Text("Your account", "アカウントのご案内"),
}
BODIES = {
    Purpose.VERIFY_EMAIL: Text(
        "Somebody gave this address for an account of Detomo SQL AI.\n"
        "If that was you, confirm it within {hours} hours:\n\n{how}\n\nIf not, ignore this mail.\n",
        "Detomo SQL AI のアカウントにこのメールアドレスが登録されました。\n"
        "ご本人であれば {hours} 時間以内に確認してください。\n\n{how}\n\n"
        "心当たりがない場合は、このメールを無視してください。\n",
    ),
    Purpose.RESET_PASSWORD: Text(
        "Somebody asked to reset the password of your account of Detomo SQL AI.\n"
        "If that was you, choose another one within {minutes} minutes:\n\n{how}\n\n"
        "If not, ignore this mail: your password stays as it is.\n",
        "Detomo SQL AI のパスワードの再設定が依頼されました。\n"
        "ご本人であれば {minutes} 分以内に新しいパスワードを設定してください。\n\n{how}\n\n"
        "心当たりがない場合は、このメールを無視してください。パスワードは変更されません。\n",
    ),
    Purpose.INVITATION: Text(
        "An account of Detomo SQL AI was made for you. Your user name: {username}\n"
        "Choose a password within {hours} hours:\n\n{how}\n",
        "Detomo SQL AI のアカウントが作成されました。ユーザー名: {username}\n"
        "{hours} 時間以内にパスワードを設定してください。\n\n{how}\n",
    ),
}
HOW = Text("Token: {token}", "トークン: {token}")
NOTICES = {
    Notice.PASSWORD_CHANGED: Text("Your password was changed", "パスワードが変更されました"),
    Notice.EMAIL_CHANGED: Text("Your e-mail address was changed", "メールアドレスが変更されました"),
    Notice.SECOND_FACTOR_ADDED: Text("Your second factor was switched on", "二要素認証が有効になりました"),
    Notice.SECOND_FACTOR_REMOVED: Text("Your second factor was switched off", "二要素認証が無効になりました"),
    Notice.RECOVERY_CODE_USED: Text("A recovery code was used to log in", "リカバリーコードでログインが行われました"),
    Notice.RECOVERY_CODES_MADE: Text("Your recovery codes were replaced", "リカバリーコードが再発行されました"),
    Notice.API_KEY_CREATED: Text("An API key was made for your account", "API キーが作成されました"),
}
NOTICE_BODY = Text(
    "{what}.\n\nIf that was not you, reset your password at once and tell your administrator.\n",
    "{what}。\n\n心当たりがない場合は、すぐにパスワードを再設定し、管理者に連絡してください。\n",
)


def with_token(purpose: Purpose, to: str, token: str, style: MailStyle, **values: object) -> Mail:
    """A mail that asks for something to be done with a token."""
    seconds = LIFE[purpose].total_seconds()
    values |= {"minutes": int(seconds // 60), "hours": int(seconds // 3600)}
    text = BODIES[purpose].within(how=_how(purpose, token, style), **values)
    return Mail(to, SUBJECTS[purpose].to(style.language), text.to(style.language))


def _how(purpose: Purpose, token: str, style: MailStyle) -> str:
    if style.link:
        return style.link.replace("{action}", purpose).replace("{token}", token)
    return HOW.within(token=token).to(style.language)


def notice(what: Notice, to: str, style: MailStyle) -> Mail:
    """A mail that tells what happened to the account."""
    said = NOTICES[what].to(style.language)
    return Mail(to, said, NOTICE_BODY.to(style.language).format(what=said))

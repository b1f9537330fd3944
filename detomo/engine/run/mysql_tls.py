"""How a connection to MySQL or MariaDB is encrypted.

The driver's own options do not check what they are named after: without `ssl_ca` it looks at no host name, and with
`ssl_ca` alone at no certificate.
"""

import ssl
from collections.abc import Mapping
from typing import Any


def tls_options(options: Mapping[str, str]) -> dict[str, Any]:
    """The URL's options for the driver, those of encryption as one `ssl` context.

    `tls=verify`: certificate and host name; `ssl_ca`: whose certificates count, in place of the machine's authorities,
    and alone the certificate without its name, which servers make for themselves. Without any of them the driver
    encrypts where the server can, and checks nothing. Raises `OSError` for files that cannot be read.
    """
    given = dict(options)
    verify, ca = given.pop("tls", "") == "verify", given.pop("ssl_ca", None)
    certificate, key = given.pop("ssl_cert", None), given.pop("ssl_key", None)
    if not (verify or ca or certificate):
        return given
    context = ssl.create_default_context(cafile=ca)
    context.check_hostname = verify
    context.verify_mode = ssl.CERT_REQUIRED if verify or ca else ssl.CERT_NONE
    if certificate:
        context.load_cert_chain(certificate, key)
    return {**given, "ssl": context}

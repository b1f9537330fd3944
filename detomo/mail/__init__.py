"""Mail that the service sends: a port with SMTP behind it, or a folder of files where no server is configured."""

import os

from django.core.wsgi import get_wsgi_application

from crm_naive.before_django import BodyLimit, OnlyUTF8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_naive.settings")

application = BodyLimit(OnlyUTF8(get_wsgi_application()))

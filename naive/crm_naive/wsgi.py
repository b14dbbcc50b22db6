import os

from django.core.wsgi import get_wsgi_application

from crm_naive.wsgi_middleware import OneHost, OnlyUTF8, WholeBody

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_naive.settings")

application = WholeBody(OneHost(OnlyUTF8(get_wsgi_application())))

import os

from django.core.wsgi import get_wsgi_application

from crm_naive.body_limit import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_naive.settings")

application = BodyLimit(get_wsgi_application())

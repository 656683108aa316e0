# frozen_string_literal: true

get 'estafeta/capabilities', to: 'estafeta_capabilities#show', defaults: { format: 'json' }
post 'estafeta/apply', to: 'estafeta_apply#create', defaults: { format: 'json' }
get 'estafeta/feed', to: 'estafeta_feed#show', defaults: { format: 'json' }
post 'estafeta/issues', to: 'estafeta_issues#index', defaults: { format: 'json' }
get 'estafeta/documents', to: 'estafeta_documents#index', defaults: { format: 'json' }
post 'estafeta/issues/:id/steps', to: 'estafeta_steps#create', as: :estafeta_steps
post 'estafeta/documents', to: 'estafeta_documents#create', defaults: { format: 'json' }
get 'estafeta', to: 'estafeta_pages#index', as: :estafeta
get 'estafeta/departments/:id', to: 'estafeta_pages#department', as: :estafeta_department
get 'estafeta/issues/:id/panel', to: 'estafeta_panels#show', as: :estafeta_panel
get 'projects/:id/estafeta', to: 'estafeta_pages#desk', as: :project_estafeta
get 'projects/:id/estafeta/dossier', to: 'estafeta_pages#dossier', as: :project_estafeta_dossier
get 'estafeta/templates', to: 'estafeta_templates#index', as: :estafeta_templates
post 'estafeta/preview', to: 'estafeta_previews#create', as: :estafeta_preview
get 'estafeta/sla', to: 'estafeta_figures#all', as: :estafeta_sla
get 'estafeta/tams', to: 'estafeta_pages#tams', as: :estafeta_tams
get 'estafeta/board', to: 'estafeta_board#show', as: :estafeta_board
get 'projects/:id/estafeta/sla', to: 'estafeta_figures#show', as: :project_estafeta_sla
get 'projects/:id/estafeta/sla/incidents', to: 'estafeta_figures#incidents', as: :project_estafeta_sla_incidents
get 'projects/:id/estafeta/sla/report', to: 'estafeta_figures#report', as: :project_estafeta_sla_report
post 'projects/:id/estafeta/sla/sign_off', to: 'estafeta_sign_offs#create', as: :project_estafeta_sign_off
get 'estafeta/settings', to: 'estafeta_settings#show', defaults: { format: 'json' }
get 'projects/:id/estafeta/windows', to: 'estafeta_entries#client', as: :project_estafeta_windows
get 'projects/:id/estafeta/register', to: 'estafeta_entries#register', as: :project_estafeta_register
post 'estafeta/requests/:id/mark', to: 'estafeta_marks#create', as: :estafeta_mark
post 'estafeta/noticings', to: 'estafeta_noticings#create', as: :estafeta_noticings
get 'estafeta/absences', to: 'estafeta_entries#absences', as: :estafeta_absences
get 'estafeta/causes', to: 'estafeta_entries#causes', as: :estafeta_causes
post 'estafeta/entries', to: 'estafeta_entries#create', as: :estafeta_entries
post 'estafeta/entries/:entry', to: 'estafeta_entries#update', as: :estafeta_entry
post 'estafeta/entries/:entry/remove', to: 'estafeta_entries#destroy', as: :estafeta_entry_remove

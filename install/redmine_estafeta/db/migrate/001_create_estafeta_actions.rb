# frozen_string_literal: true

# What the connector had carried out lately, so that a request that is repeated carries out nothing twice.
class CreateEstafetaActions < ActiveRecord::Migration[6.1]
  def change
    create_table :estafeta_actions do |t|
      t.string :key, null: false, limit: 100
      t.text :result, null: false
      t.datetime :created_on, null: false
    end
    add_index :estafeta_actions, :key, unique: true
    add_index :estafeta_actions, :created_on
  end
end

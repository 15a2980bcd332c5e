Feature: orders

  Background:
    Given a shop

  @shop
  Scenario: an order is taken
    When somebody orders 2
    Then 1 is left

  Scenario: an order is too large
    When somebody orders 9

  Scenario: nobody wrote this step
    When the shop burns
